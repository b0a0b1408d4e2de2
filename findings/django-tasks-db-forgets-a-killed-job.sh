#!/usr/bin/env bash
# django-tasks-db 0.13.0 (django-tasks 0.12.0, Django 5.2.19): a job in the database outlives the
# machine, one would think. The job that a worker had begun when it was killed (out of memory, power,
# kill -9) stays RUNNING for good: the next worker takes the jobs after it and leaves that one, no
# time-out makes it failed or ready again, and prune_db_task_results, which removes what is done,
# never removes it. Who needs "exactly once" must find such jobs himself, by a sign of life or a lock.
# Seen: after the kill RUNNING, READY; after a second worker and the pruning RUNNING alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  Django==5.2.19 django-tasks==0.12.0 django-tasks-db==0.13.0
cd "$folder"
cat > settings.py <<'PYTHON'
SECRET_KEY = "made up"
INSTALLED_APPS = ["django.contrib.contenttypes", "django_tasks", "django_tasks_db"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "jobs.sqlite3"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
PYTHON
cat > work.py <<'PYTHON'
import time
from pathlib import Path

from django_tasks import task


@task()
def job(seconds):
    Path("begun").touch()
    time.sleep(seconds)
PYTHON
cat > states.py <<'PYTHON'
import django

django.setup()
from django_tasks_db.models import DBTaskResult

print(*DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))
PYTHON
cat > enqueue.py <<'PYTHON'
import django

django.setup()
from work import job

job.enqueue(60)
job.enqueue(0)
PYTHON
export DJANGO_SETTINGS_MODULE=settings PYTHONPATH=.
python="$folder/venv/bin/python"
"$python" -m django migrate --verbosity 0
"$python" enqueue.py
"$python" -m django db_worker > worker.log 2>&1 &
worker=$!
until [ -e begun ]; do sleep 0.1; done
kill -9 "$worker"
wait "$worker" 2> /dev/null || true
killed=$("$python" states.py)
echo "after the kill: $killed"
timeout 30 "$python" -m django db_worker --batch > worker.log 2>&1
"$python" -m django prune_db_task_results --min-age-days 0 > /dev/null
later=$("$python" states.py)
echo "after a second worker and the pruning: $later"
[ "$killed" = "RUNNING READY" ] && [ "$later" = "RUNNING" ]
