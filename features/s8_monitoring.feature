Feature: What is recorded (section 8)

  Background:
    Given a class blog for P5 that meets the policy

  @8.1
  Rule: What is done in the register is recorded

    Scenario: Nobody is asked about it
      When the proposal is checked
      Then clause 8.1 is kept by people: "No proposal can break it: the register itself records every sign-in, reading, change, decision and export, and nobody can switch that off or rewrite it."

  @8.2
  Rule: Nobody expects privacy on the school's systems

    Scenario: It is said at sign-in
      When the proposal is checked
      Then clause 8.2 is kept by people: "A notice at sign-in says it. Only the school's own systems are meant: nothing is gathered from anybody's personal account."
