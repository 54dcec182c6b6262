FROM node:22-slim AS web
WORKDIR /src
COPY ide/package.json ide/package-lock.json ide/
COPY web/package.json web/package-lock.json web/
RUN npm ci --prefix ide --no-audit --no-fund --silent && npm ci --prefix web --no-audit --no-fund --silent
COPY scripts/write-bundle.mjs scripts/
COPY schema/graphql schema/graphql
COPY ide ide
COPY web web
RUN npm run build --prefix ide && npm run build --prefix web

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# Packages are restored before the sources are copied, so that Docker caches their layer.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/BabyNames.Sources/*.csproj src/BabyNames.Sources/
COPY src/BabyNames.Queries/*.csproj src/BabyNames.Queries/
COPY src/BabyNames.GraphQL/*.csproj src/BabyNames.GraphQL/
COPY src/BabyNames.OData/*.csproj src/BabyNames.OData/
COPY src/BabyNames.Data/*.csproj src/BabyNames.Data/
COPY src/BabyNames.Server/*.csproj src/BabyNames.Server/
RUN dotnet restore src/BabyNames.Server --use-current-runtime -p:PublishReadyToRun=true
COPY .editorconfig ./
COPY schema schema
COPY src src
COPY --from=web /src/ide/dist ide/dist
COPY --from=web /src/web/dist web/dist
# ReadyToRun compiles ahead of time, which halves the time until the server responds.
RUN dotnet publish src/BabyNames.Server -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
COPY samples/data samples/data
RUN mkdir -p /data && chown $APP_UID /data
USER $APP_UID
ENV ASPNETCORE_URLS=http://+:8080 \
    Storage__Path=/data/storage
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["./babynames"]
