"""Starts moto, the API of AWS, on a free port of this machine, prints the port, and ends when standard input does.

moto checks signatures and policies (once told to: moto-api/reset-auth), but takes the keys that were made inactive like any
other. AWS answers such a key with InvalidClientTokenId, and so does this. Conditions of policies moto does not know.
"""

import os
import sys
import threading

from moto.iam import access_control
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

known = access_control.IAMUserAccessKey.__init__


def active(self, account_id, partition, access_key_id, headers):
    known(self, account_id, partition, access_key_id, headers)
    keys = self.backend.get_user(self._owner_user_name).access_keys
    if any(key.access_key_id == access_key_id and key.status != "Active" for key in keys):
        raise access_control.CreateAccessKeyFailure(reason="InvalidId")


access_control.IAMUserAccessKey.__init__ = active


class Silent(WSGIRequestHandler):
    def log(self, *_):
        pass


def until_input_ends():
    sys.stdin.read()
    os._exit(0)


application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Silent)
threading.Thread(target=until_input_ends, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
