# syntax=docker/dockerfile:1

# Builds nyttja with the profile for images: slower to build, smaller and faster.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist

FROM debian:bookworm-slim
# Root certificates, to know mail servers and interfaces by; nothing else is needed.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin nyttja \
 && install --directory --owner nyttja --group nyttja /config /data
COPY --from=build /src/target/dist/nyttja /usr/local/bin/nyttja
USER 10001
# Your files, which nyttja only reads; and its own, which a backup should hold.
ENV NYTTJA_CONFIG=/config NYTTJA_DATA=/data
# Gives back what was freed after 10 ms, and not only after a second.
ENV MIMALLOC_PURGE_DELAY=10
VOLUME ["/config", "/data"]
WORKDIR /data
HEALTHCHECK --interval=1m --timeout=10s --start-period=30s CMD ["nyttja", "status", "--healthy"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["nyttja"]
CMD ["serve", "--log-format", "json"]
