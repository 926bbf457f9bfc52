"""Managers: calls through proxies; and connections that the program makes or takes itself."""

import _procviz_log as log
from _procviz_frames import where
from _procviz_level import like, name_of, told, watched
from _procviz_wrap import observed


def patch(managers):
    """Wrap the one method by which all proxies call, and BaseManager.connect."""
    proxy, manager = managers.BaseProxy, managers.BaseManager
    call = observed(proxy._callmethod, _describe_call, _called, _returned)
    proxy._callmethod = like(call, proxy._callmethod)
    manager.connect = watched(manager.connect, _describe_manager, None, _connected)


def _describe_call(args, kwargs):
    proxy, method = args[0], args[1] if len(args) > 1 else kwargs["methodname"]
    token = proxy._token
    what = str(token.id), str(token.typeid), str(method)
    return where()[0], what, address_of(token.address), next(log.serial)


def _called(note):
    place, what, address, _ = note
    log.emit("proxy", place, (*what, address))


def _returned(note, _result, error):
    place, what, _, n = note
    log.emit("proxied", place, (*what, name_of(error)), n=n)


# -- connections --------------------------------------------------------------------------------


def patch_connection(connection):
    """Wrap what makes a connection; their own reads and writes are another file's affair."""
    listener = connection.Listener
    connection.Client = watched(connection.Client, _describe_client, None, _connected)
    listener.accept = watched(listener.accept, _describe_accept, None, _connected)


def address_of(address):
    """Return an address of a socket as text: a path, or HOST:PORT."""
    if type(address) is bytes:
        address = address.decode(errors="replace")
    if type(address) is str:
        return address.replace("\0", "@", 1)
    if type(address) is tuple and len(address) >= 2 and type(address[0]) is str:
        return f"{address[0]}:{address[1]}" if type(address[1]) is int else address[0]
    return ""


def _note(address, call):
    level = told()
    return level and (level[0], address_of(address), call, next(log.serial))


def _describe_client(args, kwargs):
    return _note(args[0] if args else kwargs["address"], "connect")


def _describe_manager(args, _kwargs):
    return _note(args[0]._address, "connect")


def _describe_accept(args, _kwargs):
    return _note(args[0]._listener._address, "accept")


def _connected(note, _result, error):
    place, address, call, n = note
    log.emit("connected", place, (address, call, name_of(error)), n=n)
