/** Operators the network format has and this version cannot run, with what they are for. */
export const operatorsNotYet: Readonly<Record<string, string>> = {
  'face-align': 'aligning faces is',
  decodeyolopose: 'keypoint detection is',
  decodeyoloseg: 'instance segmentation is',
  'decode-ssd-mobilenet': 'detection by SSD heads is',
  'decode-retinaface': 'face detection by RetinaFace heads is',
  decodertmdet: 'detection by RTMDet heads is',
  'semantic-segmentation': 'semantic segmentation is',
  recognition: 'recognition by embeddings is',
  tracker: 'tracking is',
  filterdetections: 'filtering detections by size is',
  addclassificationstotracker: 'tracking is',
  addkeypointstotracker: 'tracking is',
  // Only under `input: image_processing`.
  perspective: 'perspective correction is',
  'camera-undistort': 'lens correction is',
  'convert-color-input': 'colour conversion of whole frames is',
};

/** Decoders of the other SDK by the name of their Python class: a file may use them under a name of its own. */
export const operatorOfClass: Readonly<Record<string, string>> = {
  DecodeYolo: 'decodeyolo',
  DecodeYoloPose: 'decodeyolopose',
  DecodeYoloSeg: 'decodeyoloseg',
  DecodeSsdMobilenet: 'decode-ssd-mobilenet',
  DecodeRetinaface: 'decode-retinaface',
  DecodeRTMDet: 'decodertmdet',
};
