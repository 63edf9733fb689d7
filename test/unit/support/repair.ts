import { setJsonRepairer } from '../../../nodes/Sora2/errors/json';
import { repairJson } from '../../../nodes/Sora2/transport/repairJson';

// As transport does it; imported by tests that read broken JSON.
setJsonRepairer(repairJson);
