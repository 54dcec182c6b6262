using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>Restricts fields to a role.</summary>
public static class FieldAuthorization
{
    /// <summary>Error code for a request without valid credentials.</summary>
    public const string NotAuthenticated = "AUTH_NOT_AUTHENTICATED";

    /// <summary>Error code for a user without the role.</summary>
    public const string NotAuthorized = "AUTH_NOT_AUTHORIZED";

    /// <summary>Restricts a field to users with a role. For other users the field is null and has an error.</summary>
    public static SchemaField Authorize(this SchemaField field, string role)
    {
        var inner = field.Type.Resolver!;
        field.Type.Resolver = new FuncFieldResolver<object?>(context =>
        {
            if (context.User?.IsInRole(role) == true)
                return inner.ResolveAsync(context);
            throw new ClientError(
                "The current user is not authorized to access this resource.",
                context.User?.Identity?.IsAuthenticated == true ? NotAuthorized : NotAuthenticated
            );
        });
        return field;
    }
}
