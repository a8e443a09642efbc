"""openapi-typescript needs no flags, what it makes is strict TypeScript, and it works (API-1)."""

from tests.clients.generating import NODE, run, typescript_client
from tests.commands.sales import CALL, MEET, SPRING, created
from tests.http.conftest import SECRET, Api
from tests.http.serving import served


def test_a_story_told_in_typescript_is_checked_and_comes_true(tmp_path):
    with served(Api([created()])) as url:
        said = typescript_client(url, tmp_path)
        assert "warn" not in said.lower()
        assert "error" not in said.lower()
        assert run("node_modules/.bin/tsc", cwd=tmp_path) == ""
        told = run(NODE, "story.ts", url, SECRET, SPRING, CALL, MEET, cwd=tmp_path)
    assert told.splitlines()[-1] == "done", told
