// The page that was asked for comes by itself when the network is back.
addEventListener("online", () => location.reload());
