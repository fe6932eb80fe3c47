-- One server, two databases: the record, and what Prefect keeps. They share nothing.
CREATE DATABASE official_sites;
CREATE DATABASE prefect;
