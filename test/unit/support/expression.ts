import {
	Workflow,
	type INode,
	type INodeParameters,
	type INodeTypes,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { Sora2 } from '../../../nodes/Sora2/Sora2.node';

const sora = new Sora2();
const nodeTypes = {
	getByName: () => sora,
	getByNameAndVersion: () => sora,
} as unknown as INodeTypes;

/** An expression of the node's description, as n8n's editor resolves it for a node with these fields. */
export function resolveExpression(
	expression: string,
	parameters: INodeParameters,
): NodeParameterValueType {
	const node = {
		id: '1',
		name: 'Sora',
		type: 'n8n-nodes-sora2.sora2',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	} as INode;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(
		workflow.nodes.Sora,
		expression,
		'internal',
		{},
	) as NodeParameterValueType;
}
