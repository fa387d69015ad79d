export { bareTasks } from '@farsight/engine/bare-tasks';
