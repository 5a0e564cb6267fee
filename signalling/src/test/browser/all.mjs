// All browser tests in one process, one file after the other; each can be run alone: node lesson.test.mjs
import './lesson.test.mjs';
import './layers.test.mjs';
import './formats.test.mjs';
import './view.test.mjs';
import './reasons.test.mjs';
import './svc.test.mjs';
import './shaped.test.mjs';
import './laboratory.test.mjs';
import './page.test.mjs';
import './check.test.mjs';
import './moderation.test.mjs';
import './policy.test.mjs';
import './groups.test.mjs';
import './firefox.test.mjs';
import './whip.test.mjs';
import './broadcast.test.mjs';
import './on-air.test.mjs';
