// Saving: to the server at once, one write at a time, never over somebody else's; or as a download.

export class Saver {
  // tell(state, message): "saved", "unsaved", "saving", "lost" (the file was changed elsewhere), "failed"
  constructor(name, save, text, tell) {
    Object.assign(this, { name, save, saved: text, tell, busy: false, lost: false });
  }

  changed(text) {
    this.text = text;
    if (this.save) this.push();
    else this.tell(text === this.saved ? "saved" : "unsaved");
  }

  async push() {
    if (this.busy || this.lost) return;
    this.busy = true;
    while (this.text !== this.saved && !this.lost) {
      this.tell("saving");
      const text = this.text;
      try {
        const headers = { "If-Match": this.save.version, "Content-Type": "text/plain; charset=utf-8" };
        const answer = await fetch(this.save.url, { method: "PUT", body: text, headers });
        if (answer.status === 412) this.lost = true;
        else if (!answer.ok) throw new Error(await answer.text());
        else {
          this.saved = text;
          this.save.version = answer.headers.get("ETag");
        }
      } catch (error) {
        this.busy = false;
        return this.tell("failed", error.message);
      }
    }
    this.busy = false;
    this.tell(this.lost ? "lost" : "saved");
  }

  download(text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/tab-separated-values" }));
    link.download = this.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    if (!this.save) {
      this.saved = text;
      this.tell("saved");
    }
  }
}
