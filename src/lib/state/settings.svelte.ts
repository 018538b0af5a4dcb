export type Theme = 'system' | 'light' | 'dark';

/** The key that static/theme.js reads before the first paint. */
const themeKey = 'tabwise-theme';

/** What the person set for this browser, not for a project. */
class Settings {
  #theme = $state<Theme>(storedTheme());

  get theme(): Theme {
    return this.#theme;
  }

  /** Follows the system unless told; kept for the next visit where the browser allows. */
  setTheme(theme: Theme): void {
    this.#theme = theme;
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    try {
      if (theme === 'system') localStorage.removeItem(themeKey);
      else localStorage.setItem(themeKey, theme);
    } catch {
      // A browser that keeps nothing still shows the theme until it is closed.
    }
  }
}

function storedTheme(): Theme {
  if (typeof document === 'undefined') return 'system';
  const kept = document.documentElement.dataset['theme'];
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export const settings = new Settings();
