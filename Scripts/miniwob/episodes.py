#!/usr/bin/python3
"""Starts episodes of browser tasks in a real Chromium and reads their rewards, apart from the agent.

  episodes.py --pages DIRECTORY [--scale 2] [--profile DIRECTORY]

Reads one request a line from standard input and answers each with one line of JSON:

  {"do": "begin", "task": "click-test", "seed": 7}   {"utterance": "...", "limit": 10.0}
  {"do": "state"}                                    {"done": true, "raw": 1, "reward": 0.9, "reason": null}

A failed request is answered with {"error": "..."}. At the end of its input it ends the browser.

The browser is spoken to through a pair of pipes that only this process holds (--remote-debugging-pipe):
no port is open by which the agent, or anyone else, could reach into the page. Only Python's standard
library is used.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# The day every page believes it is, so that date pickers and clocks are the same whenever a task is run.
TODAY = 1767225600000  # 2026-01-01 00:00 UTC

# Before a page's own scripts: a repeatable Math.random until the page can be seeded, and the fixed day.
EARLY = """(() => {
  let state = %d >>> 0;
  Math.random = () => {
    state = (state + 0x9E3779B9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85EBCA6B);
    z = Math.imul(z ^ (z >>> 13), 0xC2B2AE35);
    return ((z ^ (z >>> 16)) >>> 0) / 4294967296;
  };
  const Clock = Date, shift = %d - Clock.now();
  const now = () => Clock.now() + shift;
  window.Date = new Proxy(Clock, {
    construct: (target, given) => given.length ? new target(...given) : new target(now()),
    apply: () => new Clock(now()).toString(),
    get: (target, key) => key === 'now' ? now : target[key],
  });
})();"""

# The score board is no part of a task, and a stray press on the cover of an episode that is over must
# not start one that nobody asked for.
TIDY = """(() => {
  const style = document.createElement('style');
  style.textContent = '#reward-display, #click-canvas { display: none !important }';
  document.head.appendChild(style);
  core.cover_div.onclick = null;
  core.cover_div.textContent = '';
})();"""

BEGIN = "Math.seedrandom(%d); core.setDataMode('%s'); core.startEpisodeReal();"

# Two pages show a part of the goal as a picture or a colour; its name in words takes its place.
UTTERANCE = """(() => {
  const tidy = text => text.replace(/\\s+/g, ' ').trim();
  const query = document.getElementById('query'), parts = query ? query.children : [];
  const page = location.pathname.split('/').pop();
  if (page === 'click-menu-2.html' && parts.length) {
    const [before, , after] = query.childNodes;
    const icon = parts[0].className.split(' ')[1];
    return tidy(before.textContent) + ' "' + icon + '" ' + tidy(after.textContent);
  }
  if (page === 'use-colorwheel-2.html' && parts.length > 2) {
    const numbers = parts[1].style.backgroundColor.match(/\\d+/g).slice(0, 3);
    const colour = '#' + numbers.map(n => (+n).toString(16).padStart(2, '0')).join('');
    return tidy(parts[0].textContent) + ' ' + colour + ' ' + tidy(parts[2].textContent);
  }
  const said = core.getUtterance();
  return tidy(typeof said === 'object' ? said.utterance : said);
})()"""

# A press on a page that is not drawn yet may be lost.
DRAWN = """new Promise(done => {
  setTimeout(done, 500);
  requestAnimationFrame(() => requestAnimationFrame(done));
}).then(() => true)"""

STATE = """({
  done: WOB_DONE_GLOBAL, raw: WOB_RAW_REWARD_GLOBAL, reward: WOB_REWARD_GLOBAL,
  reason: typeof WOB_REWARD_REASON === 'string' ? WOB_REWARD_REASON : null,
})"""


class Failure(Exception):
    """Something a request cannot be answered for."""


class Browser:
    """A Chromium and the pipe to its one page."""

    def __init__(self, start, profile, scale):
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if program is None:
            raise Failure("no Chromium is installed; Scripts/bootstrap --browser installs it")
        commands, self.to_browser = os.pipe()
        self.from_browser, answers = os.pipe()
        # Numbers above those the browser is to see, so that neither overwrites the other.
        import fcntl
        commands = fcntl.fcntl(commands, fcntl.F_DUPFD, 20)
        answers = fcntl.fcntl(answers, fcntl.F_DUPFD, 20)

        def pass_pipes():
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            [program, *self.flags(profile, scale), "--app=" + start],
            stdin=subprocess.DEVNULL, stdout=sys.stderr, pass_fds=(3, 4), preexec_fn=pass_pipes,
            env=dict(os.environ, ACCESSIBILITY_ENABLED="1"), start_new_session=True)
        os.close(commands)
        os.close(answers)
        self.buffer = b""
        self.number = 0
        self.session = None
        self.early = None
        self.attach()

    @staticmethod
    def flags(profile, scale):
        width, height = round(172 * scale), round(222 * scale)
        flags = [
            "--test-type", "--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check",
            "--remote-debugging-pipe", "--force-renderer-accessibility",
            "--force-device-scale-factor=%g" % scale, "--window-position=0,0",
            "--window-size=%d,%d" % (width, height), "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-breakpad", "--disable-smooth-scrolling", "--disable-popup-blocking",
            "--disable-save-password-bubble", "--password-store=basic", "--noerrdialogs", "--lang=en-US",
            "--disable-features=Translate,MediaRouter,OptimizationHints,PasswordManagerOnboarding,"
            "AutofillServerCommunication,PasswordLeakDetection",
        ]
        # Chromium refuses its own sandbox to the superuser.
        return flags + (["--no-sandbox"] if os.geteuid() == 0 else [])

    def attach(self):
        """Waits for the page and opens a session with it."""
        end = time.monotonic() + 30
        while True:
            targets = self.call("Target.getTargets")["targetInfos"]
            page = next((target for target in targets if target["type"] == "page"), None)
            if page:
                break
            if time.monotonic() > end:
                raise Failure("Chromium showed no page within 30 s")
            time.sleep(0.02)
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method, **parameters):
        """Sends a command of the DevTools protocol and returns its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        try:
            data = json.dumps(message).encode() + b"\0"
            while data:
                data = data[os.write(self.to_browser, data):]
        except BrokenPipeError:
            raise Failure("Chromium has ended") from None
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failure("%s: %s" % (method, answer["error"].get("message")))
                return answer["result"]

    def receive(self):
        while b"\0" not in self.buffer:
            part = os.read(self.from_browser, 1 << 16)
            if not part:
                raise Failure("Chromium has ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def evaluate(self, expression):
        """Evaluates an expression in the page and returns its value."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failure(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def wait(self, condition, seconds=15):
        """Waits until a condition holds in the page."""
        end = time.monotonic() + seconds
        while True:
            try:
                if self.evaluate(condition):
                    return
                problem = "it never held"
            except Failure as failure:  # between two pages there is nothing to ask
                problem = failure
            if time.monotonic() > end:
                raise Failure("the page is not ready (%s): %s" % (condition, problem))
            time.sleep(0.01)

    def begin(self, address, seed, mode):
        """Loads a page anew and starts its episode of a seed; returns the goal and the limit in seconds."""
        if self.early:
            self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=self.early)
        self.early = self.call("Page.addScriptToEvaluateOnNewDocument", source=EARLY % (seed, TODAY))["identifier"]
        nonce = "?episode=%x" % time.time_ns()
        self.call("Page.navigate", url=address + nonce)
        self.wait("document.readyState === 'complete' && location.search === '%s'"
                  " && typeof core !== 'undefined' && !!core.cover_div" % nonce)
        self.evaluate(TIDY)
        self.evaluate(BEGIN % (seed, mode))
        self.wait("WOB_TASK_READY")
        self.wait(DRAWN)
        return {"utterance": self.evaluate(UTTERANCE), "limit": self.evaluate("core.EPISODE_MAX_TIME") / 1000}

    def close(self):
        """Ends the browser and what it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def answer(browser, pages, request):
    """Answers one request."""
    action = request.get("do")
    if action == "state":
        return browser.evaluate(STATE)
    if action != "begin":
        raise Failure("there is no request %r; there are begin and state" % action)
    task, seed, mode = request.get("task"), request.get("seed"), request.get("mode", "train")
    if not isinstance(task, str) or not re.fullmatch(r"[a-z0-9-]+", task):
        raise Failure("%r is no name of a task" % (task,))
    if not isinstance(seed, int) or mode not in ("train", "test"):
        raise Failure("a seed is a whole number, a mode train or test")
    page = os.path.join(pages, task + ".html")
    if not os.path.isfile(page):
        raise Failure("there is no page %s" % page)
    return browser.begin("file://" + page, seed, mode)


def main():
    parser = argparse.ArgumentParser(description="Starts episodes of browser tasks and reads their rewards.")
    parser.add_argument("--pages", required=True, help="the folder of the tasks' HTML files")
    parser.add_argument("--scale", type=float, default=2, help="pixels of the screen to a pixel of the page")
    options = parser.parse_args()
    pages = os.path.realpath(options.pages)
    names = sorted(name for name in os.listdir(pages) if name.endswith(".html"))
    if not names:
        raise Failure("%s holds no pages" % pages)
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        browser = Browser("file://" + os.path.join(pages, names[0]), profile, options.scale)
        try:
            print(json.dumps({"ready": True, "pid": browser.process.pid}), flush=True)
            for line in sys.stdin:
                try:
                    reply = answer(browser, pages, json.loads(line))
                except (Failure, ValueError, KeyError, TypeError) as failure:
                    reply = {"error": str(failure)}
                print(json.dumps(reply), flush=True)
        finally:
            browser.close()


if __name__ == "__main__":
    # A broken pipe, an interrupt or a termination ends the browser too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        main()
    except Failure as failure:
        print(json.dumps({"error": str(failure)}), flush=True)
        sys.exit(5)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
