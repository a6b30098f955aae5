#!/bin/sh
# Install the programs that `make interop` has read our files, as far as this machine lets us; the tests skip
# what is not there, and say so. Of Virtuoso the program alone: its full package starts a server.
missing=""
need() { command -v "$1" > /dev/null || [ -e "$1" ] || missing="$missing $2"; }
need node nodejs
need npm npm
need javac default-jdk-headless
need /usr/share/java/jena-core.jar libapache-jena-java
need rapper raptor2-utils
need serdi serdi
need virtuoso-t virtuoso-opensource-7-bin
need isql-vt virtuoso-opensource-7-bin
[ -z "$missing" ] && exit 0
command="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  DEBIAN_FRONTEND=noninteractive $command
elif sudo -n true 2> /dev/null; then
  sudo env DEBIAN_FRONTEND=noninteractive $command
else
  echo "not installed:$missing; for that: sudo $command"
fi || echo "not all could be installed:$missing"
