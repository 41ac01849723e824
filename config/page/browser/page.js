// Brings the page to life: live states, the filter, the details of a service.
import { openDetailsByAddress } from "./details.js";
import { highlightOnApproach } from "./diagram.js";
import { filterServices } from "./filter.js";
import { followStates } from "./live.js";

const refilter = filterServices();
highlightOnApproach();
openDetailsByAddress();
followStates(refilter);
