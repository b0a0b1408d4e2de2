#!/usr/bin/env bash
# gunicorn 27.0.1, worker class gthread (any --threads above 1): a worker whose threads are all at
# work leaves the next connection to a worker that is free, one would think, as workers without
# threads do. It does not: its main loop goes on accepting, up to --worker-connections (1000), and
# lets them wait for its own threads while the other worker has nothing to do. With
# --worker-connections equal to --threads each waits for whoever is free. That setting also ends
# kept-alive connections, and counts connections that send nothing: only behind a proxy that buffers.
# Seen: of 30 requests that came while one worker had two long ones in its two threads, and the other
# none, 11 waited for the long ones; with --worker-connections 2 none did. Told as issue 3433 too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gunicorn==27.0.1
cd "$folder"
cat > site.py <<'PYTHON'
import os
import time


def application(environ, start_response):
    if environ["PATH_INFO"] == "/long":
        time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
PYTHON
mv site.py slow_site.py
cat > ask.py <<'PYTHON'
import sys
import threading
import time
from http.client import HTTPConnection


def ask(path):
    begin = time.monotonic()
    connection = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
    connection.request("GET", path)
    worker = connection.getresponse().read()
    return worker, time.monotonic() - begin


waited = asked = 0
while asked < 30:
    longs = []
    threads = [threading.Thread(target=lambda: longs.append(ask("/long"))) for _ in range(2)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    quick = ask("/")
    for thread in threads:
        thread.join()
    # Only where both long ones were with one worker, so that the other was free.
    if len({worker for worker, _time in longs}) == 1:
        asked += 1
        waited += quick[1] > 0.5
print(waited)
PYTHON
measure() {
  local port
  port=$(python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
  "$folder/venv/bin/gunicorn" slow_site:application --bind "127.0.0.1:$port" --workers 2 --threads 2 \
    --no-control-socket --log-level error "$@" > server.log 2>&1 &
  local server=$!
  sleep 2
  python3 ask.py "$port"
  kill "$server"
  wait "$server" 2> /dev/null || true
}
usual=$(measure)
echo "of 30 quick requests beside a worker that was free, waited for a long one: $usual"
limited=$(measure --worker-connections 2 --keep-alive 0)
echo "with --worker-connections 2: $limited"
[ "$usual" -gt 3 ] && [ "$limited" -eq 0 ]
