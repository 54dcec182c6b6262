using BabyNames.Conventions.Errors;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Http;

namespace BabyNames.Conventions.Cost;

/// <summary>Decides whether an operation that is valid may be executed now, and may keep it waiting.</summary>
/// <returns>Disposed of when the operation is executed; null when nobody waits for that.</returns>
/// <exception cref="ClientError">It may not.</exception>
public delegate ValueTask<IDisposable?> Admission(HttpContext http, OperationType? kind, OperationCost cost, CancellationToken cancellationToken);
