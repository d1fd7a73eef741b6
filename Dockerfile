# Not tried: written where there was no Docker daemon. See docs/server.md.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /opt/lethe
COPY . .
# Finds Maven or fetches it, builds into target/app, and says which version it is.
RUN ./lethe --version

FROM eclipse-temurin:25-jdk
RUN useradd --system --create-home --home-dir /var/lib/lethe lethe
COPY --from=build --chown=lethe /opt/lethe /opt/lethe
USER lethe
ENV LETHE_HOME=/var/lib/lethe LETHE_HOST=0.0.0.0
VOLUME /var/lib/lethe
EXPOSE 8737
HEALTHCHECK --start-period=60s CMD curl -fs http://127.0.0.1:8737/health || exit 1
# SIGTERM ends it in good order; see --stop-timeout.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/lethe/lethe"]
CMD ["serve"]
