import { describe, expect, it } from 'vitest';
import { mqttAddress } from './mqtt-address.js';

describe('mqttAddress', () => {
  it.each([
    ['mqtt://broker', 'gate', { host: 'broker', port: 1883, topic: 'farsight/gate', qos: 1 }],
    ['mqtts://broker/', 'gate', { protocol: 'mqtts', port: 8883, topic: 'farsight/gate' }],
    ['mqtt://[::1]:1884/a/b', 'gate', { host: '::1', port: 1884, topic: 'a/b' }],
    ['mqtt://broker/site/{stream}/results?qos=0', 'gate', { topic: 'site/gate/results', qos: 0 }],
    ['mqtt://broker/%7Bstream%7D/straße', 'gate', { topic: 'gate/straße' }],
    ['mqtt://broker/x/{stream}', 'rtsp://cam/1+2#3', { topic: 'x/rtsp:__cam_1_2_3' }],
    ['mqtt://joe:p%40ss%2F1@broker', 'gate', { username: 'joe', password: 'p@ss/1' }],
  ])('%s of the stream %s', (url, stream, expected) => {
    expect(mqttAddress(new URL(url), stream)).toMatchObject(expected);
  });

  it.each([
    ['mqtt://broker/all/%23', 'Expected a topic without + and # for --sink mqtt://… but received all/#.'],
    ['mqtt://broker/all/+/x', 'Expected a topic without + and #'],
    ['mqtt://broker/t?qos=2', 'qos=0 or qos=1'],
    ['mqtt://broker/t?retain=1', 'qos=0 or qos=1'],
    ['mqtt://joe:50%@broker/t', 'Expected % to be written as %25 in the URL of --sink.'],
  ])('refuses %s', (url, message) => {
    expect(() => mqttAddress(new URL(url), 'gate')).toThrow(message);
  });
});
