// Keeps the page up to date: the server sends the room whenever it has changed. Sections that did not change stay
// as they are, so that keyboard focus, selection and scrolling are kept.
"use strict";

const room = document.getElementById("room");
const heard = document.getElementById("heard");

function say(words, lost) {
  if (heard.textContent !== words) heard.textContent = words;
  heard.classList.toggle("lost", lost);
}

function replace(html) {
  const focus = document.activeElement && document.activeElement.id;
  const next = new DOMParser().parseFromString(html, "text/html").body;
  const wanted = [...next.querySelectorAll(":scope > section")];
  const ids = wanted.map((section) => section.id);
  for (const old of [...room.children]) if (!ids.includes(old.id)) old.remove();
  wanted.forEach((section, place) => {
    const old = document.getElementById(section.id);
    if (old && old.outerHTML === section.outerHTML) return;
    if (old) old.replaceWith(section);
    else room.insertBefore(section, room.children[place] || null);
  });
  const back = focus && document.getElementById(focus);
  if (back && back !== document.activeElement) back.focus({ preventScroll: true });
}

const source = new EventSource("/events");
source.addEventListener("room", (event) => replace(event.data));
source.addEventListener("open", () => say("Kept up to date.", false));
source.addEventListener("error", () => {
  const since = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (!heard.classList.contains("lost")) say(`No connection since ${since}: what you see is old.`, true);
});
