"""Real Chromium without a window, spoken to through pipes, so that nothing but the standard library is needed."""

import base64
import json
import os
import shutil
import subprocess

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
    "--window-size=1500,950",
)  # fmt: skip


def find():
    """Return the path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One page of a Chromium of its own."""

    def __init__(self, folder):
        self.inward, ours = os.pipe()
        theirs, self.outward = os.pipe()
        self.requests, self.logs = [], []
        self._count = 0

        def arrange():  # Chromium reads from 3 and writes to 4
            one, two = os.dup(theirs), os.dup(ours)
            os.dup2(one, 3)
            os.dup2(two, 4)

        self._process = subprocess.Popen(
            [find(), *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            preexec_fn=arrange,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours)
        os.close(theirs)
        self._rest = b""
        target = next(item for item in self.call("Target.getTargets")["targetInfos"] if item["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """Call a method of the DevTools protocol."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if hasattr(self, "_session"):
            message["sessionId"] = self._session
        os.write(self.outward, json.dumps(message).encode() + b"\0")
        while True:
            found = self._read()
            if found.get("method") == "Network.requestWillBeSent":
                self.requests.append(found["params"]["request"]["url"])
            if found.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.logs.append(found["params"])
            if found.get("id") == self._count:
                assert "error" not in found, found
                return found["result"]

    def run(self, script):
        """Run a script in the page, wait for its promise, return its value."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def open(self, address):
        """Open an address and wait until the page says it is ready; return the milliseconds it took."""
        self.call("Page.navigate", url=address)
        return float(self.wait("document.body && document.body.dataset.ready"))

    def wait(self, condition):
        """Wait until an expression is true and return its value."""
        return self.run(
            "new Promise((done, fail) => { const end = Date.now() + 10000; const look = () => { const found = "
            f"({condition}); if (found) done(found); else if (Date.now() > end) fail('never: ' + "
            f"{json.dumps(condition)}); else setTimeout(look, 5); }}; look(); }})"
        )

    def press(self, key):
        """Press and release a key."""
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def shoot(self, path):
        """Save a screenshot."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        """End the browser."""
        self._process.terminate()
        self._process.wait(20)
        os.close(self.inward)
        os.close(self.outward)

    def _read(self):
        while b"\0" not in self._rest:
            more = os.read(self.inward, 1 << 16)
            assert more, "Chromium has gone"
            self._rest += more
        one, _, self._rest = self._rest.partition(b"\0")
        return json.loads(one)
