"""Tokens through curl, a command of the shell each."""

import os
from datetime import date, timedelta

from shell_provider import Command  # type: ignore[import-not-found]  # beside it where it runs

LOG_IN = """set -eu
ask() { curl --silent --show-error --fail -H 'Content-Type: application/json' "$@"; }
api="$EGS_ENDPOINT/api/v1"
token=$(ask "$api/auth" --data "{\\"apiKey\\":\\"$EGS_API_KEY\\"}" | jq -r .data.token)
"""
CREATE = """key=$(ask "$api/api-key" -H "Authorization: Bearer $token" --data '{new}' | jq -r .data.apiKey)
ask "$api/api-key/list" -H "Authorization: Bearer $token" | jq -e '.data.data[] | select(.name == "{name}")' >/dev/null
echo "$key"
"""
DELETE = """ask -X DELETE "$api/api-key" -H "Authorization: Bearer $token" \\
    --data "{\\"apiKey\\":\\"$PULUMI_COMMAND_STDOUT\\"}" >/dev/null
"""
LAST_DAY = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011

for number in range(int(os.environ["BENCH_CREDENTIALS"])):
    name = f"token-{number}"
    new = f'{{"name":"{name}","role":"Owner","validity":"{LAST_DAY}"}}'
    create = CREATE.replace("{new}", new).replace("{name}", name)
    Command(name, create=LOG_IN + create, delete=LOG_IN + DELETE)
