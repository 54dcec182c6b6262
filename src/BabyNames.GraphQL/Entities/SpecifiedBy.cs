using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Entities;

/// <summary>Adds parts of introspection that GraphQL.NET does not have and that tools use: the directive <c>@specifiedBy</c> of the
/// specification of October 2021 with its field, and deprecated arguments of directives.</summary>
internal static class SpecifiedBy
{
    private const string Name = "specifiedBy";
    private const string Url = "url";

    /// <summary>Sets the URL of the specification of a scalar.</summary>
    public static ScalarGraphType Set(ScalarGraphType scalar, string url)
    {
        scalar.ApplyDirective(Name, Url, url);
        return scalar;
    }

    /// <summary>Adds the directive, before the schema is initialized.</summary>
    public static void AddDirective(Schema schema) => schema.Directives.Register(new ShownDirective());

    /// <summary>Adds the field and the argument, after the schema is initialized.</summary>
    public static void AddFields(Schema schema)
    {
        ((IComplexGraphType)schema.AllTypes["__Type"]!).AddField(
            new FieldType
            {
                Name = "specifiedByURL",
                ResolvedType = schema.AllTypes["String"],
                Resolver = new FuncFieldResolver<object?>(context =>
                    (context.Source as ScalarGraphType)?.FindAppliedDirective(Name)?.FindArgument(Url)?.Value
                ),
            }
        );
        // The resolver can ignore the argument, because no argument of the schema is deprecated.
        var arguments = ((IComplexGraphType)schema.AllTypes["__Directive"]!).GetField("args")!;
        arguments.Arguments = [new QueryArgument(schema.AllTypes["Boolean"]!) { Name = "includeDeprecated", DefaultValue = false }];
    }

    private sealed class ShownDirective : Directive
    {
        public ShownDirective()
            : base(SpecifiedBy.Name, DirectiveLocation.Scalar)
        {
            Description = "URL of the specification of a scalar.";
            Arguments = [new QueryArgument(new NonNullGraphType(new StringGraphType())) { Name = Url, Description = "The URL." }];
        }

        /// <summary>True, because the library hides directives of type system locations by default.</summary>
        public override bool? Introspectable => true;
    }
}
