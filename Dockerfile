# One image for every part: the pages, the engine, and Prefect's own servers.
FROM python:3.13-slim
RUN useradd --system --create-home official-sites \
    && install -d -o official-sites -m 0700 /data /checkpoints
WORKDIR /opt/official-sites
COPY requirements.lock pyproject.toml README.md ./
# What is locked and nothing else, by its hash: docs/decisions/0007-the-lock.md
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements.lock
COPY appendix_a appendix_a
COPY workflows workflows
COPY service service
COPY templates templates
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && pip check
USER official-sites
EXPOSE 8000 4200
