using System.Security.Claims;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Errors;

/// <summary>Restricts fields to a role.</summary>
public static class FieldAuthorization
{
    /// <summary>Error code for a request without valid credentials.</summary>
    public const string NotAuthenticated = "AUTH_NOT_AUTHENTICATED";

    /// <summary>Error code for a user without the role.</summary>
    public const string NotAuthorized = "AUTH_NOT_AUTHORIZED";

    /// <summary>Key of the metadata of a field with the roles that may read it.</summary>
    private const string RolesKey = "roles";

    /// <summary>Message of both errors.</summary>
    internal const string Message = "The current user is not authorized to access this resource.";

    /// <summary>Restricts a field to users with one of some roles. For other users the field is null and has an error.</summary>
    public static SchemaField Authorize(this SchemaField field, params string[] roles)
    {
        var inner = field.Type.Resolver!;
        field.Type.WithMetadata(RolesKey, roles);
        field.Type.Resolver = new FuncFieldResolver<object?>(context =>
        {
            if (context.User is { } user && Array.Exists(roles, user.IsInRole))
                return inner.ResolveAsync(context);
            throw new ClientError(Message, context.User?.Identity?.IsAuthenticated == true ? NotAuthorized : NotAuthenticated);
        });
        return field;
    }

    /// <summary>Whether a field names a role of the user in <see cref="Authorize"/>.</summary>
    internal static bool Names(this FieldType field, ClaimsPrincipal user) =>
        field.GetMetadata<string[]?>(RolesKey, (string[]?)null) is { } roles && Array.Exists(roles, user.IsInRole);
}
