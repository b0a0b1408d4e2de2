#!/usr/bin/env bash
# mypy 2.4.1 with django-stubs 6.1.2 (Django 5.2.19): Order has a foreign key to Customer, each in a
# module of its own. Move Order to another module and run mypy again: it refuses customers.py, which
# was not touched and names neither Order nor its module, and goes on refusing at every run. The
# plugin made orders.py a dependency of customers.py for the reverse relation, and the cache keeps
# that one after the module is gone. Without .mypy_cache the same tree has no error, so that a fresh
# checkout passes what the engineer's own copy refuses.
# Seen: 0 errors; after the move and again at the run after it: shop/models/customers.py: error:
# Skipping analyzing "shop.models.orders": module is installed, but …; without the cache: 0 errors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  Django==5.2.19 django-stubs==6.1.2 django-stubs-ext==6.1.2 mypy==2.4.1
mkdir -p "$folder/project/shop/models"
cd "$folder/project"
cat > settings.py <<'PYTHON'
SECRET_KEY = "made up"
INSTALLED_APPS = ["django.contrib.contenttypes", "shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PYTHON
touch shop/__init__.py
cat > shop/models/__init__.py <<'PYTHON'
from shop.models.customers import Customer
from shop.models.orders import Order

__all__ = ["Customer", "Order"]
PYTHON
cat > shop/models/customers.py <<'PYTHON'
from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=10)
PYTHON
cat > shop/models/orders.py <<'PYTHON'
from django.db import models


class Order(models.Model):
    customer = models.ForeignKey("shop.Customer", on_delete=models.CASCADE)
PYTHON
cat > mypy.ini <<'INI'
[mypy]
plugins = mypy_django_plugin.main
strict = True
[mypy.plugins.django-stubs]
django_settings_module = "settings"
INI
check() { PYTHONPATH=. "$folder/venv/bin/mypy" shop settings.py 2>&1 || true; }
echo "first:";   first=$(check);   echo "$first"
mv shop/models/orders.py shop/models/purchases.py
sed -i 's/models.orders/models.purchases/' shop/models/__init__.py
echo "renamed:"; renamed=$(check); echo "$renamed"
echo "again:";   again=$(check);   echo "$again"
rm -rf .mypy_cache
echo "without its cache:"; clean=$(check); echo "$clean"
grep -q "no issues found" <<<"$first"
grep -q 'shop\.models\.orders' <<<"$renamed"
grep -q 'shop\.models\.orders' <<<"$again"
grep -q "no issues found" <<<"$clean"
