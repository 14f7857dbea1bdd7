// Saving: to the server at once, one write at a time, never over somebody else's; or as a download.

// What is not saved yet outlives a closed window or a crash, in this browser.
export class Keepsake {
  constructor(name, text) {
    let sum = 0;
    for (let k = 0; k < text.length; k++) sum = (Math.imul(sum, 31) + text.charCodeAt(k)) | 0;
    this.key = `duiyi ${name} ${text.length} ${sum}`;
  }

  get() {
    return this.storage((storage) => storage.getItem(this.key));
  }

  // Some browsers keep nothing for files, or too little: then there is no keepsake.
  put(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.storage((storage) => storage.setItem(this.key, text)), 200);
  }

  drop() {
    clearTimeout(this.timer);
    this.storage((storage) => storage.removeItem(this.key));
  }

  storage(use) {
    try {
      return use(localStorage);
    } catch {
      return null;
    }
  }
}

export class Saver {
  // tell(state, message): "saved", "unsaved", "saving", "lost" (the file was changed elsewhere), "failed"
  constructor(name, save, text, tell) {
    Object.assign(this, { name, save, saved: text, tell, busy: false, lost: false });
    this.keepsake = new Keepsake(name, text);
  }

  // What an earlier window had not saved.
  get kept() {
    return this.save ? null : this.keepsake.get();
  }

  changed(text) {
    this.text = text;
    if (this.save) return this.push();
    if (text === this.saved) this.keepsake.drop();
    else this.keepsake.put(text);
    this.tell(text === this.saved ? "saved" : "unsaved");
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
      this.keepsake.drop();
      this.tell("saved");
    }
  }
}
