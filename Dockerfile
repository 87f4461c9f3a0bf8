# The parts, from the lock with hashes. pip stays in this stage.
FROM python:3.13-slim-trixie AS parts
COPY requirements.lock /
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --no-deps --only-binary=:all: -r /requirements.lock

FROM python:3.13-slim-trixie
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_PATH=/data/bot.sqlite3 \
    HEALTH_PORT=8080 \
    LISTEN_HOST=0.0.0.0

# A numeric owner: a named volume takes it over, and runAsNonRoot can be proved without reading /etc/passwd.
RUN install -d -o 10001 -g 10001 /data
COPY --from=parts /venv /venv
WORKDIR /app
COPY LICENSE ./
COPY migrations migrations
COPY bot bot

USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM

# The slim image has no curl. The empty ProxyHandler keeps HTTP_PROXY of the environment out of a call to loopback.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['HEALTH_PORT'] + '/health', timeout=4)"]

# Exec form: the bot is process 1 and hears SIGTERM itself.
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
