#!/bin/sh
# Copies the fixtures and fuzz/seeds into the corpora, which Git ignores.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/plan corpus/records corpus/scheme corpus/table

# Below bad/, the folders called table-… all hold one scheme.
for file in ../fixtures/*/scheme*.toml ../fixtures/bad/*/scheme.toml seeds/scheme/*; do
    case $file in
        ../fixtures/bad/table-*) [ "$file" = ../fixtures/bad/table-counts/scheme.toml ] || continue ;;
    esac
    cp "$file" "corpus/scheme/$(basename "$(dirname "$file")")-$(basename "$file")"
done
for file in ../fixtures/*/demand.csv ../fixtures/bad/*/demand.csv seeds/table/*; do
    cp "$file" "corpus/table/$(basename "$(dirname "$file")")-$(basename "$file")"
done
# An extract begins with the character that chooses its plan.
cp seeds/plan/* corpus/plan/
cp seeds/records/* corpus/records/
