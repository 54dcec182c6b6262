using GraphQL.Resolvers;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>Lets a field be resolved for one role alone.</summary>
public static class FieldAuthorization
{
    public const string NotAuthenticated = "AUTH_NOT_AUTHENTICATED";
    public const string NotAuthorized = "AUTH_NOT_AUTHORIZED";

    /// <summary>Anyone else gets an error on the field's path, and null.</summary>
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
