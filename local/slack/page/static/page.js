// Sends what the person does, and once a second draws what there is to see.
"use strict";

const POLL_MILLISECONDS = 1000;
const person = document.body.dataset.person;
const channel = document.body.dataset.channel;
const feed = document.getElementById("feed");
const modal = document.getElementById("modal");
const confirmBox = document.getElementById("confirm");
const line = document.getElementById("line");
const connection = document.getElementById("connection");
const drawn = { feed: null, modal: "" };
let busy = 0; // while a modal is being sent, its answer decides what becomes of it

// ---- times, in the reader's own zone -------------------------------------------------------------------------------

function dayName(date, style) {
  const today = new Date();
  const days = Math.round(
    (new Date(date).setHours(0, 0, 0, 0) - today.setHours(0, 0, 0, 0)) / (24 * 60 * 60 * 1000));
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? date.toLocaleDateString([], style);
}

function relative(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"]].find(([s]) => Math.abs(seconds) >= s)
    ?? [1, "second"];
  return new Intl.RelativeTimeFormat().format(Math.round(seconds / size), unit);
}

const plain = { year: "numeric", month: "long", day: "numeric" };
const short = { year: "numeric", month: "short", day: "numeric" };
const long = { weekday: "long", ...plain };
const tokens = {
  date_num: (d) => [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-"),
  date: (d) => d.toLocaleDateString([], plain),
  date_short: (d) => d.toLocaleDateString([], short),
  date_long: (d) => d.toLocaleDateString([], long),
  date_pretty: (d) => dayName(d, plain),
  date_short_pretty: (d) => dayName(d, short),
  date_long_pretty: (d) => dayName(d, long),
  time: (d) => d.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }),
  time_secs: (d) => d.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: relative,
};

function writeTimes(root) {
  for (const time of root.querySelectorAll("time[data-epoch]")) {
    const date = new Date(Number(time.dataset.epoch) * 1000);
    time.dateTime = date.toISOString();
    time.title = date.toLocaleString();
    time.textContent = time.dataset.format.replace(/\{(\w+)\}/g, (all, name) => tokens[name]?.(date) ?? all);
  }
}

// ---- what there is to see ------------------------------------------------------------------------------------------

function drawFeed(html) {
  if (html === drawn.feed) return;
  const atEnd = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 60;
  const focused = feed.contains(document.activeElement) && document.activeElement.id;
  drawn.feed = html;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const pieces = [...fresh.content.children];
  pieces.forEach((piece, index) => { // what did not change stays, so that a screen reader says only what is new
    const old = feed.children[index];
    const source = piece.outerHTML;
    if (old?.source === source) return;
    piece.source = source;
    writeTimes(piece);
    if (old) old.replaceWith(piece);
    else feed.append(piece);
  });
  while (feed.children.length > pieces.length) feed.lastElementChild.remove();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (atEnd) feed.scrollTop = feed.scrollHeight;
}

function drawModal(html) {
  if (html === drawn.modal || busy) return;
  const kept = modal.open ? new FormData(modal.querySelector("form")) : new FormData();
  const was = modal.querySelector("form")?.dataset.view;
  drawn.modal = html;
  modal.innerHTML = html;
  writeTimes(modal);
  const form = modal.querySelector("form");
  if (!form) return modal.close();
  if (form.dataset.view === was) // an update keeps what was filled in
    for (const [name, value] of kept) if (form.elements[name]) form.elements[name].value = value;
  if (!modal.open) modal.showModal();
}

function markNew(latest) {
  for (const link of document.querySelectorAll("[data-conversation]")) {
    const key = `seen ${person} ${link.dataset.conversation}`;
    const newest = latest[link.dataset.conversation] ?? "";
    if (link.dataset.conversation === channel || sessionStorage.getItem(key) === null)
      sessionStorage.setItem(key, newest);
    link.querySelector(".new").hidden = newest <= sessionStorage.getItem(key);
  }
}

async function look() {
  try {
    const answer = await fetch(`/page/screen?${new URLSearchParams({ person, channel })}`);
    const screen = await answer.json();
    if (!screen.ok) throw new Error(screen.message);
    drawFeed(screen.feed);
    drawModal(screen.modal);
    markNew(screen.latest);
    connection.textContent = "";
  } catch {
    connection.textContent = "The local Slack does not answer. Trying again …";
  }
}

// ---- what the person does ------------------------------------------------------------------------------------------

async function send(path, body) {
  const answer = await fetch(`/page/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Local-Slack": "page" },
    body: JSON.stringify({ person, ...body }),
  });
  return answer.json();
}

function agreed({ title, text, confirm, deny, style }) {
  const [no, yes] = [confirmBox.querySelector("[data-deny]"), confirmBox.querySelector("[data-confirm]")];
  confirmBox.querySelector("h2").textContent = title.text;
  confirmBox.querySelector("p").textContent = text.text;
  [no.textContent, yes.textContent, yes.className] = [deny.text, confirm.text, style ?? "primary"];
  confirmBox.returnValue = "";
  confirmBox.showModal();
  return new Promise((resolve) => {
    no.onclick = () => confirmBox.close();
    yes.onclick = () => confirmBox.close("yes");
    confirmBox.onclose = () => resolve(confirmBox.returnValue === "yes");
  });
}

feed.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-action]");
  if (!button || button.getAttribute("aria-busy")) return;
  const { ts, action, block, url } = button.dataset;
  if (button.dataset.confirm && !(await agreed(JSON.parse(button.dataset.confirm)))) return;
  if (url) window.open(url, "_blank", "noopener");
  button.setAttribute("aria-busy", "true");
  try {
    await send("click", { channel, ts, action_id: action, block_id: block });
  } finally {
    button.removeAttribute("aria-busy");
    await look();
  }
});

document.getElementById("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = line.value.trim();
  if (!text) return;
  line.value = "";
  feed.scrollTop = feed.scrollHeight;
  const sent = send("command", { channel, text }).catch(() => { line.value = text; });
  await Promise.all([sent, look()]);
  await look();
});

modal.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  const form = event.target;
  const trouble = form.querySelector(".trouble");
  const button = form.querySelector("button[type=submit]");
  trouble.hidden = true;
  for (const error of form.querySelectorAll(".error")) error.textContent = "";
  busy += 1;
  button.setAttribute("aria-busy", "true");
  const values = Object.fromEntries(new FormData(form));
  const answer = await send("submit", { view_id: form.dataset.view, values })
    .catch(() => ({ ok: false, message: "The local Slack does not answer." }));
  busy -= 1;
  button.removeAttribute("aria-busy");
  for (const [block, sentence] of Object.entries(answer.errors ?? {}))
    form.querySelector(`[data-input="${CSS.escape(block)}"] .error`).textContent = sentence;
  if (answer.message) {
    trouble.textContent = answer.message;
    trouble.hidden = false;
  }
  const wrong = Object.keys(answer.errors ?? {})[0];
  if (wrong) form.elements[wrong].focus();
  await look();
});

async function closeModal() {
  if (busy) return;
  await send("close", { view_id: modal.querySelector("form").dataset.view }).catch(() => {});
  await look();
}

modal.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) closeModal(); });
modal.addEventListener("cancel", (event) => { event.preventDefault(); closeModal(); }); // the Escape key

async function watch() {
  await look();
  setTimeout(watch, POLL_MILLISECONDS);
}

feed.scrollTop = feed.scrollHeight;
watch();
