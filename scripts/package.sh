#!/usr/bin/env bash
# Builds artifacts/babynames-VERSION-linux-x64.tar.gz and the file with its SHA-256. The archive is one folder that runs without .NET and
# Node.js. Its sbom.cdx.json lists what it contains. The machine that builds it needs the .NET SDK, Node.js and git.
set -euo pipefail
cd "$(dirname "$0")/.."

runtime=linux-x64
property() { dotnet msbuild src/BabyNames.Server -getProperty:"$1"; }
version=$(property Version)
name=babynames-$version-$runtime
folder=artifacts/$name
rm -rf "$folder" "$folder".tar.gz*
mkdir -p "$folder"

scripts/ensure-node.sh
scripts/build-web.sh
# One file holds the program and the runtime. ReadyToRun compiles ahead of time, which halves the time until the server responds.
dotnet publish src/BabyNames.Server -c Release -r "$runtime" --self-contained --nologo -v quiet -o "$folder" \
  -p:PublishSingleFile=true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=false \
  -p:DebugType=embedded -p:PublishDocumentationFiles=false

# Only files of the repository: no local files, and no files of tests.
git ls-files -z README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs schema samples deploy | xargs -0 cp --parents -t "$folder"
runtime_version=$(property BundledNETCoreAppPackageVersion)
for part in netcore aspnetcore; do
  mkdir -p "$folder/notices/$part"
  cp "$(property NuGetPackageRoot)microsoft.$part.app.runtime.$runtime/$runtime_version"/{LICENSE,THIRD-PARTY-NOTICES}.[Tt][Xx][Tt] \
    "$folder/notices/$part"
done

dotnet tool restore >/dev/null
dotnet dotnet-CycloneDX src/BabyNames.Server/BabyNames.Server.csproj --disable-package-restore --exclude-dev \
  --set-name babynames --set-version "$version" --spec-version 1.6 --output-format Json \
  --output "$folder" --filename sbom.cdx.json >/dev/null
node scripts/sbom.mjs "$folder/sbom.cdx.json" "$runtime_version"

# The same commit gives the same order, owners and times.
tar -C artifacts -czf "$folder.tar.gz" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+w,go-w,a+rX \
  --mtime="@$(git log -1 --format=%ct)" "$name"
rm -r "$folder"
(cd artifacts && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
