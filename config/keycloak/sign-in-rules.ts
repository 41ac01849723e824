/** Passwords, and how often one may be guessed. */
import type { Fields } from "./document.ts";

/**
 * At least 12 characters, up to 128 allowed (OWASP ASVS 4.0.3, 2.1.1 and 2.1.2), and not what everybody knows of
 * somebody (NIST SP 800-63B-4, 3.1.1.2). No rules of which characters, and no change because of time: the same section.
 */
const passwordPolicy = "length(12) and maxLength(128) and notUsername(undefined) and notEmail(undefined)";

/**
 * After 10 wrong passwords each further one costs a wait of one minute, after 20 of two, up to a quarter of an hour: 40
 * guesses in the first hour, 4 in each later one. OWASP ASVS 4.0.3, 2.2.1, allows 100 an hour, NIST SP 800-63B-4, 3.2.2,
 * 100 in all before more is asked of somebody. Nobody is locked out for good: that would be a way to lock others out.
 */
const guesses: Fields = {
  bruteForceProtected: true,
  permanentLockout: false,
  maxTemporaryLockouts: 0,
  bruteForceStrategy: "MULTIPLE",
  failureFactor: 10,
  waitIncrementSeconds: 60,
  maxFailureWaitSeconds: 900,
  maxDeltaTimeSeconds: 12 * 3600,
  // Two within a second are a program's.
  quickLoginCheckMilliSeconds: 1000,
  minimumQuickLoginWaitSeconds: 60,
};

/** Settings of who gets in. */
export const signInRules: Fields = {
  passwordPolicy,
  ...guesses,
  registrationAllowed: false,
  // It sends mail.
  resetPasswordAllowed: false,
  verifyEmail: false,
  rememberMe: false,
  loginWithEmailAllowed: true,
  duplicateEmailsAllowed: false,
  editUsernameAllowed: false,
};
