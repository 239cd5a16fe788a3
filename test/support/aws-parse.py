"""Reads a JSON list of calls of the AWS CLI, each a list of words, and prints those that it would not send, and why."""
import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver
from botocore.awsrequest import AWSResponse

driver = create_clidriver()
# Parameters were checked when this is asked; what answers here keeps the call from being signed and sent.
driver.session.register("before-call", lambda **_: (AWSResponse("", 200, {}, None), {}))
wrong = []
for words in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = driver.main(words)
        except SystemExit as end:
            code = end.code
    if code != 0:
        wrong.append(" ".join(words) + ": " + said.getvalue().strip())
print(json.dumps(wrong))
