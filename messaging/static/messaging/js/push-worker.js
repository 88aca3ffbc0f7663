// Shows notices while no page is open. What they say comes ready from the server.

self.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data.json();
  const shown = self.registration.showNotification(title, { body, tag, data: { url } });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

async function open(url) {
  const pages = await self.clients.matchAll({ type: "window" });
  // another page may hold what somebody is writing: it is left alone
  const page = pages.find((one) => new URL(one.url).pathname === url);
  return page ? page.focus() : self.clients.openWindow(url);
}
