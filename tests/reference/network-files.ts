import { referenceFolder } from './expected.js';

const weights = (name: string): string => JSON.stringify(`${referenceFolder}models/${name}.onnx`);

function networkFile(name: string, task: string, model: string): string {
  return `axelera-model-format: 1.0.0
name: ${name}
description: A network of the reference
pipeline:
${task}
models:
  ${name}:
    class: AxONNXModel
    weight_path: ${weights(name)}
${model}
datasets: {}
`;
}

function detector(name: string, size: number): string {
  const task = `  - detections:
      model_name: ${name}
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml
      postprocess:
        - decodeyolo: { conf_threshold: 0.25, nms_iou_threshold: 0.45, nms_class_agnostic: false }`;
  const model = `    task_category: ObjectDetection
    input_tensor_layout: NCHW
    input_tensor_shape: [1, 3, ${size}, ${size}]
    input_color_format: RGB
    num_classes: 80`;
  return networkFile(name, task, model);
}

const yoloxTask = `  - detections:
      model_name: yolox_nano
      input: { type: image, color_format: BGR }
      preprocess:
        - letterbox: { width: 416, height: 416 }
        - torch-totensor: { scale: false }
      postprocess:
        - decodeyolo: { box_format: xywh, conf_threshold: 0.25, nms_iou_threshold: 0.45 }`;
const yoloxModel = `    task_category: ObjectDetection
    input_tensor_shape: [1, 3, 416, 416]
    input_color_format: BGR
    num_classes: 80
    extra_kwargs:
      Farsight: { letterbox_placement: top-left, letterbox_rounding: truncate, yolo_head: yolox }`;

const squeezenetTask = `  - classifications:
      model_name: squeezenet_fp16
      template_path: $AXELERA_FRAMEWORK/pipeline-template/caffe-imagenet.yaml
      preprocess:
        - linear-scaling: { mean: 1, shift: '-104, -117, -123' }`;

const mobilenetTask = `  - classifications:
      model_name: mobilenet_v2_int8
      template_path: $AXELERA_FRAMEWORK/pipeline-template/torch-imagenet.yaml`;

function classifierModel(color: string): string {
  return `    task_category: Classification
    input_tensor_layout: NCHW
    input_tensor_shape: [1, 3, 224, 224]
    input_color_format: ${color}
    num_classes: 1000`;
}

/** A network file for each of the reference's networks, by the file of its weights: as an operator would write it. */
export const networkFiles: Readonly<Record<string, string>> = {
  'squeezenet_fp16.onnx': networkFile('squeezenet_fp16', squeezenetTask, classifierModel('BGR')),
  'mobilenet_v2_int8.onnx': networkFile('mobilenet_v2_int8', mobilenetTask, classifierModel('RGB')),
  'yolox_nano.onnx': networkFile('yolox_nano', yoloxTask, yoloxModel),
  'yolov5n_fp16.onnx': detector('yolov5n_fp16', 640),
  'yolov8n_int8.onnx': detector('yolov8n_int8', 320),
  'yolov8n_fp32dq_640.onnx': detector('yolov8n_fp32dq_640', 640),
  'yolov10n_int8.onnx': detector('yolov10n_int8', 640),
};
