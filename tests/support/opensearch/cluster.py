"""A cluster of OpenSearch nodes on loopback, whose nodes can be killed, paused and started again."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx

from tests.support.opensearch.jars import VERSION

HEAP = "200m"
PATIENT = (30.0,)
"""Seconds for each try of a search, where no test is about time-outs: nodes on a busy machine are slow."""
SECONDS_TO_START = 300.0
SECONDS_TO_END = 30.0
_UNPRIVILEGED = 65534
"""The user `nobody`: OpenSearch refuses to be run by root."""
_MODULE = "transport-netty4"
_DESCRIPTOR = f"""
description=HTTP and transport by Netty
name={_MODULE}
classname=org.opensearch.transport.Netty4Plugin
version={VERSION}
opensearch.version={VERSION}
java.version=11
extended.plugins=
has.native.controller=false
"""
_PERMISSIONS = """
grant {
  permission java.net.SocketPermission "*", "accept,connect,resolve";
  permission java.lang.RuntimePermission "setContextClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
  permission java.lang.RuntimePermission "accessDeclaredMembers";
  permission java.lang.reflect.ReflectPermission "suppressAccessChecks";
};
"""
_LOGGING = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d][%p][%c{1}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class OpenSearchNode:
    """A node: its folder, its ports, and its process while it runs."""

    def __init__(self, name: str, home: Path, port: int) -> None:
        self.name = name
        self.home = home
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started, and not killed since."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The id of its process; it must be running."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the process, without waiting until it answers."""
        command = [
            "java", f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-Djava.security.manager=allow", "-Dlog4j2.disable.jmx=true", f"-Djava.io.tmpdir={self.home}/tmp",
            f"-Dopensearch.path.home={self.home}", f"-Dopensearch.path.conf={self.home}/config",
            "-Dopensearch.distribution.type=tar", "-cp", f"{self.home}/lib/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]  # fmt: skip
        environment = {**os.environ, "OPENSEARCH_TMPDIR": f"{self.home}/tmp"}
        user = {"user": _UNPRIVILEGED, "group": _UNPRIVILEGED, "extra_groups": []} if os.getuid() == 0 else {}
        with (self.home / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload]
                command, env=environment, cwd=self.home, stdout=log, stderr=log, **user
            )

    def answers(self) -> bool:
        """Whether it answers over HTTP.  Raises RuntimeError if its process has ended."""
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"{self.name} ended: {(self.home / 'log.txt').read_text()[-2000:]}")
        with suppress(httpx.HTTPError):
            return httpx.get(self.url, timeout=2).is_success
        return False

    def kill(self) -> None:
        """Kill the process, as in a power cut."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(SECONDS_TO_END)
            self._process = None

    def pause(self) -> None:
        """Suspend the process, like a machine that has run out of memory; its connections stay open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a suspended process continue."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)


class OpenSearchCluster:
    """Three nodes that make one cluster; each holds data and may be the manager."""

    def __init__(self, nodes: list[OpenSearchNode]) -> None:
        self.nodes = nodes

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all nodes."""
        return tuple(node.url for node in self.nodes)

    def start(self) -> None:
        """Start stopped nodes, resume paused ones, and wait until they form one cluster."""
        for node in self.nodes:
            if node.is_running:
                node.resume()
            else:
                node.start()
        self.wait_until_whole()

    def wait_until_whole(self, seconds: float = SECONDS_TO_START) -> None:
        """Wait until every node answers and knows all others."""
        deadline = time.monotonic() + seconds
        while not all(node.answers() and _members(node.url) == len(self.nodes) for node in self.nodes):
            assert time.monotonic() < deadline, "the cluster did not form in time"
            time.sleep(0.1)

    def manager(self) -> OpenSearchNode:
        """The node that manages the cluster now."""
        name = httpx.get(f"{self.urls[0]}/_cat/cluster_manager?h=node", timeout=30).text.strip()
        return next(node for node in self.nodes if node.name == name)

    def holding(self, index: str) -> list[OpenSearchNode]:
        """The nodes that hold a copy of a shard of *index*."""
        lines = httpx.get(f"{self.urls[0]}/_cat/shards/{index}?h=node", timeout=30).text.split()
        return [node for node in self.nodes if node.name in lines]


@contextmanager
def running_cluster(jar_folder: Path, count: int = 3) -> Iterator[OpenSearchCluster]:
    """A running cluster of *count* nodes; they are killed and their folders removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="quoth-opensearch-"))
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)
        ports = free_ports(2 * count)
        transports = ports[count:]
        nodes = []
        for number in range(count):
            node = _prepare(home, jar_folder, number, ports[number], transports)
            nodes.append(node)
            ends.callback(node.kill)
        cluster = OpenSearchCluster(nodes)
        cluster.start()
        yield cluster


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _prepare(home: Path, jar_folder: Path, number: int, port: int, transports: list[int]) -> OpenSearchNode:
    """A node with its folders and files; the jars are shared with the other nodes."""
    place = home / f"node{number}"
    for name in ("bin", "config", "tmp", "logs", "data", f"modules/{_MODULE}"):
        (place / name).mkdir(parents=True)
    lib, module = home / "lib", place / "modules" / _MODULE
    if not lib.exists():
        lib.mkdir()
        for jar in sorted(jar_folder.glob("*.jar")):
            if not _is_of_module(jar):
                shutil.copy(jar, lib)
    (place / "lib").symlink_to(lib)
    for jar in filter(_is_of_module, jar_folder.glob("*.jar")):
        shutil.copy(jar, module)
    (module / "plugin-descriptor.properties").write_text(_DESCRIPTOR)
    (module / "plugin-security.policy").write_text(_PERMISSIONS)
    (place / "config" / "log4j2.properties").write_text(_LOGGING)
    (place / "config" / "opensearch.yml").write_text(_configuration(number, port, transports))
    if os.getuid() == 0:
        for path in (place, *place.rglob("*")):
            os.chown(path, _UNPRIVILEGED, _UNPRIVILEGED, follow_symlinks=False)
    return OpenSearchNode(f"node{number}", place, port)


def _is_of_module(jar: Path) -> bool:
    return jar.name.startswith(("netty-", "transport-netty4"))


def _configuration(number: int, port: int, transports: list[int]) -> str:
    seeds = ", ".join(f'"127.0.0.1:{transport}"' for transport in transports)
    names = ", ".join(f'"node{each}"' for each in range(len(transports)))
    return f"""
cluster.name: quoth-tests
node.name: node{number}
network.host: 127.0.0.1
http.port: {port}
transport.port: {transports[number]}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
cluster.routing.allocation.disk.threshold_enabled: false
"""


def _members(url: str) -> int:
    """How many nodes the node at *url* counts; 0 while it has no manager."""
    with suppress(httpx.HTTPError, KeyError, ValueError):
        return int(httpx.get(f"{url}/_cluster/health", timeout=2).json()["number_of_nodes"])
    return 0
