# The static app behind nginx: docker build -t tabwise . && docker run --rm -p 8080:8080 tabwise
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/link-cli.mjs scripts/
RUN npm ci
COPY . .
ARG BASE_PATH=""
RUN BASE_PATH="$BASE_PATH" npm run build \
    && find build -type f -size +512c \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.json' \
       -o -name '*.webmanifest' -o -name '*.svg' -o -name '*.wasm' -o -name '*.csv' -o -name '*.txt' \) \
       -exec gzip -9 -k -n {} +

FROM nginx:1.29-alpine
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /app/build /usr/share/nginx/html
USER nginx
RUN nginx -t
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD wget -q -O /dev/null http://127.0.0.1:8080/ || exit 1
CMD ["nginx", "-g", "daemon off;"]
