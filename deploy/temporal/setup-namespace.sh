#!/bin/sh
# TEMPORAL_ADDRESS is read by the temporal command itself; the namespace must be named, it would else describe `default`.
set -eu
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" > /dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
