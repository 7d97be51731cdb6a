# Runs inside the new image: downloads the packages named as arguments with all that they need into a repository
# of the image's own, because the machines of a lab have no way out.
set -eu
repository=/opt/aether-packages

mkdir -p "$repository/partial"
apt-get --quiet --yes --no-install-recommends --download-only \
  -o Dir::Cache::archives="$repository" install "$@"
rm -rf "$repository/partial" "$repository/lock"

cd "$repository"
for package in *.deb; do
  dpkg-deb --field "$package"
  echo "Filename: ./$package"
  echo "Size: $(stat -c %s "$package")"
  echo "SHA256: $(sha256sum "$package" | cut -d ' ' -f 1)"
  echo
done > Packages

# Signed would prove nothing: whoever can write here is root on the machine.
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
cat > /etc/apt/sources.list.d/aether.sources <<SOURCE
Types: deb
URIs: file:$repository
Suites: ./
Trusted: yes
SOURCE
apt-get clean
rm -rf /var/lib/apt/lists
apt-get --quiet update
