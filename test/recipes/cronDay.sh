#!/bin/sh
# A machine with cron, for one firing: sh cronDay.sh FOLDER PACKAGE CRONTAB CONFIG NODE
#
# Started in a mount namespace of its own, as root. The crontab is installed with every minute in place of its hour, and
# the package as its page says. What cron mails is FOLDER/mail; how the command ended stands in its subject. Ends after
# the mail, or after 75 s without one.
set -eu
folder=$1 package=$2 crontab=$3 config=$4 node=$5

# What is changed below /etc and the like is changed in memory, and goes with the namespace.
mount -t tmpfs tmpfs "$folder"
over() {
  mkdir -p "$folder/layers$1/upper" "$folder/layers$1/work"
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$folder/layers$1/upper,workdir=$folder/layers$1/work" "$1"
}
for each in /etc /usr/local /usr/sbin; do over "$each"; done
for each in /run /var/spool/cron/crontabs; do mount -t tmpfs tmpfs "$each"; done

# This machine's own jobs have no part in it.
rm -rf /etc/cron.d/*
: >/etc/crontab

cat >/usr/sbin/sendmail <<EOF
#!/bin/sh
{ printf '%s\n' "\$*"; cat; } >"$folder/mail.part"
mv "$folder/mail.part" "$folder/mail"
EOF
chmod +x /usr/sbin/sendmail
ln -sf "$node" /usr/local/bin/node
npm install --global --prefix /usr/local --offline --no-audit --no-fund "$package" >/dev/null
mkdir /etc/ttl-check
cp "$config" /etc/ttl-check/ttl-check.yaml

sed 's/^17 6 \* \* \* /* * * * * /' "$crontab" >"$folder/crontab"
crontab "$folder/crontab"
cron -f -L 0 &
cron=$!
waited=0
while [ ! -e "$folder/mail" ] && [ "$waited" -lt 75 ]; do
  sleep 1
  waited=$((waited + 1))
done
kill "$cron"
cat "$folder/mail"
