/** Network files as people write them for the SDK, with the keys that mean nothing for serving. */
export const sdkStyleFiles = {
  /** A detector with a tracker, and a classifier on its boxes. */
  cascade: `
axelera-model-format: 1.0.0
name: cascade
description: Cascade of a detector with a tracker and a classifier on its boxes
model-env:
  dependencies: [ultralytics==8.3.1]
pipeline:
  - detections:
      model_name: det
      input: { type: image, source: full }
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml
      postprocess:
        - decodeyolo:
            max_nms_boxes: 30000
            conf_threshold: 0.3
            nms_class_agnostic: True
            label_filter: ['person', 'car']
            eval: { conf_threshold: 0.001, nms_iou_threshold: 0.7 }
        - tracker:
            algorithm: oc-sort
            history_length: 30
            num_subtask_runs: 0
            algo_params: { max_id: 50 }
  - classifications:
      model_name: cls
      input:
        source: roi
        where: detections
        which: CENTER
        top_k: 5
        expand_margin: 0.1
        image_processing_on_roi:
          - convert-color-input: { format: RGB2BGR }
      template_path: $AXELERA_FRAMEWORK/pipeline-template/torch-imagenet.yaml
      postprocess:
        - topk: { k: 1 }
models:
  det:
    class: AxONNXModel
    class_path: $AXELERA_FRAMEWORK/ax_models/base_onnx.py
    weight_path: $AXELERA_FRAMEWORK/customers/mine/models/det.onnx
    weight_url: https://example.org/det.onnx
    weight_md5: 9232a08b7056937f63ba26b6a3606546
    task_category: ObjectDetection
    input_tensor_layout: NCHW
    input_tensor_shape: [1, 3, 640, 640]
    input_color_format: RGB
    num_classes: 80
    dataset: CocoDataset-COCO2017
    extra_kwargs:
      max_compiler_cores: 4
      compilation_config: { quantization_scheme: per_tensor_min_max }
  cls:
    class: AxONNXModel
    weight_url: https://example.org/cls.onnx
    task_category: Classification
    input_tensor_shape: [1, 3, 224, 224]
    num_classes: 1000
    dataset: ImageNet-1K
datasets:
  CocoDataset-COCO2017:
    class: ObjDataAdaptor
    class_path: $AXELERA_FRAMEWORK/ax_datasets/objdataadapter.py
    data_dir_name: coco
    label_type: COCO2017
    labels_path: $AXELERA_FRAMEWORK/ax_datasets/labels/coco.names
    repr_imgs_dir_path: $AXELERA_FRAMEWORK/data/coco2017_400_b680128
  ImageNet-1K:
    class: TorchvisionDataAdapter
    data_dir_name: ImageNet
    labels_path: $AXELERA_FRAMEWORK/ax_datasets/labels/imagenet1000_clsidx_to_labels.txt
    val: val
    test: test
`,
  /** A decoder under a name of its own, and weights of a Python class that were exported. */
  alias: `
axelera-model-format: 1.0.0
name: alias
description: An operator under a name of its own
pipeline:
  - det:
      model_name: m
      operators:
        my_decoder: { class: DecodeYolo, class_path: $AXELERA_FRAMEWORK/ax_models/decoders/yolo.py }
      preprocess:
        - letterbox: { width: 640, height: 640, scaleup: True }
        - torch-totensor:
      postprocess:
        - my_decoder: { box_format: xywh, normalized_coord: False, conf_threshold: 0.25 }
models:
  m:
    class: AxYolo
    class_path: $AXELERA_FRAMEWORK/ax_models/yolo/ax_yolo.py
    weight_path: $AXELERA_FRAMEWORK/m.onnx
    weight_url: https://example.org/m.onnx
    input_tensor_shape: [1, 3, 640, 640]
    num_classes: 3
datasets: {}
`,
  /** Lens and perspective first, for some streams; small boxes left out; a tracker. */
  corrected: `
axelera-model-format: 1.0.0
name: corrected
description: Processing of the whole frame first
pipeline:
  - det:
      model_name: m
      input:
        type: image
        source: image_processing
        image_processing:
          - camera-undistort:
              { fx: 0.6, fy: 1.1, cx: 0.5, cy: 0.5, distort_coefs: [-0.3, 0.1, 0, 0, 0], stream_match: { include: [0, 1] } }
          - perspective: { camera_matrix: '1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0', stream_match: 2 }
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml
      postprocess:
        - decodeyolo: {}
        - filterdetections: { min_width: 10, min_height: 10 }
        - tracker: { algorithm: bytetrack, algo_params: { frame_rate: 30, track_buffer: 30 } }
models:
  m: { class: AxONNXModel, weight_url: 'https://example.org/m.onnx', input_tensor_shape: [1, 3, 64, 64], num_classes: 80 }
datasets: {}
`,
  /** A Python operator of one's own. */
  own: `
axelera-model-format: 1.0.0
name: own
description: A decoder of one's own
operators:
  my-heatmap: { class: MyHeatmap, class_path: heat.py }
pipeline:
  - heat:
      model_name: m
      preprocess: [{ resize: { width: 64, height: 64 } }, torch-totensor]
      postprocess:
        - my-heatmap: { sigma: 2 }
models:
  m: { class: AxONNXModel, weight_url: 'https://example.org/m.onnx', input_tensor_shape: [1, 3, 64, 64] }
datasets: {}
`,
  /** Built by a Python library. */
  timm: `
axelera-model-format: 1.0.0
name: timm
description: A network of timm
pipeline:
  - classifier:
      model_name: timm
      template_path: $AXELERA_FRAMEWORK/pipeline-template/timm-imagenet.yaml
models:
  timm:
    class: AxTimmModel
    class_path: $AXELERA_FRAMEWORK/ax_models/torch/ax_timm.py
    task_category: Classification
    input_tensor_shape: [1, 3, 224, 224]
    num_classes: 3
    dataset: mine
    extra_kwargs: { resize_size: 256, timm_model_args: { name: resnet10t } }
datasets:
  mine: { class: TorchvisionDataAdapter, labels: [a, b, c] }
`,
} as const;
