/** What the door's own corpus tries, aimed at who needs a sign-in. The names are as long: every length in a message holds. */
import { hostOf } from "../../../support/sign-in.ts";
import { claimed } from "../../hostile/corpus/claims.ts";
import { fields } from "../../hostile/corpus/fields.ts";
import { framing } from "../../hostile/corpus/framing.ts";
import { hosts } from "../../hostile/corpus/host.ts";
import { http2 } from "../../hostile/corpus/http2.ts";
import { pathTricks } from "../../hostile/corpus/path.ts";
import { requestLines } from "../../hostile/corpus/request-line.ts";
import { upgrades } from "../../hostile/corpus/upgrade.ts";
import { type Entry, inside, type Piece, type ServerError, toy } from "../../hostile/entry.ts";
import { notAsked } from "./cookies.ts";

const doorCorpus = { claimed, fields, framing, hosts, http2, pathTricks, requestLines, upgrades };

type Aim = readonly (readonly [from: string, to: string])[];

function aimedText(text: string, aim: Aim): string {
  return aim.reduce((changed, [from, to]) => {
    if (from.length !== to.length) throw new Error(`${to} is not as long as ${from}`);
    return changed.replaceAll(from, to).replaceAll(from.toUpperCase(), to.toUpperCase());
  }, text);
}

function aimedPiece(piece: Piece, aim: Aim): Piece {
  if (typeof piece === "string") return aimedText(piece, aim);
  return "repeat" in piece ? { ...piece, repeat: aimedText(piece.repeat, aim) } : piece;
}

/** Those entries that speak of `about`, aimed so. */
function aimed(entries: readonly Entry[], about: string, aim: Aim): Entry[] {
  return entries
    .filter(({ to, pieces }) => JSON.stringify([to, pieces]).toLowerCase().includes(about))
    .map((entry) => ({
      ...entry,
      to: entry.to.over === "tls" ? { ...entry.to, name: aimedText(entry.to.name, aim) } : entry.to,
      pieces: entry.pieces.map((piece) => aimedPiece(piece, aim)),
    }));
}

const wayTooLong: ServerError = {
  status: 502,
  why: "its way back from the login, encoded again and again, is more than the gate takes of an answer (tune.bufsize)",
};

/** What is longer than the gate takes. */
function explained(entry: Entry): Entry {
  const text = entry.pieces.filter((piece) => typeof piece === "string").join("");
  if (/^\S+ \S{5000}/.test(text)) return { ...entry, serverError: wayTooLong };
  return /^Cookie: .{15000}/m.test(text) ? { ...entry, serverError: notAsked } : entry;
}

const named = (prefix: string, made: (entries: readonly Entry[]) => Entry[]) =>
  Object.fromEntries(Object.entries(doorCorpus).map(([family, entries]) => [`${prefix} ${family}`, made(entries)]));

/** From a service for everybody to one for administrators, in place of one for the inside. */
const fromOpen: Aim = [[inside, hostOf("office")]];
/** Straight at a host that has public paths, and else is behind the sign-in. */
const atSignIn: Aim = [...fromOpen, [toy, hostOf("sso")]];

export const reused: Readonly<Record<string, readonly Entry[]>> = {
  ...named("the door's, to office:", (entries) => aimed(entries, inside, fromOpen)),
  ...named("the door's, at sso:", (entries) => aimed(entries, toy, atSignIn).map(explained)),
};
