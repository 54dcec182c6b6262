using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Values;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>Creates the types of connections, with the names, nullability and descriptions of Relay and Hot Chocolate.</summary>
internal sealed class ConnectionTypes
{
    private readonly Scalars _scalars;
    private readonly ObjectGraphType _pageInfo = new() { Name = "PageInfo", Description = "Information about pagination in a connection." };

    public ConnectionTypes(Scalars scalars)
    {
        _scalars = scalars;
        Add<PageInfo>(
            _pageInfo,
            "hasNextPage",
            NonNull(scalars.Boolean),
            "Whether there are more nodes after this page.",
            page => page.HasNextPage
        );
        Add<PageInfo>(
            _pageInfo,
            "hasPreviousPage",
            NonNull(scalars.Boolean),
            "Whether there are nodes before this page.",
            page => page.HasPreviousPage
        );
        Add<PageInfo>(
            _pageInfo,
            "startCursor",
            scalars.String,
            "Cursor of the first edge; null on an empty page.",
            page => page.StartCursor
        );
        Add<PageInfo>(_pageInfo, "endCursor", scalars.String, "Cursor of the last edge; null on an empty page.", page => page.EndCursor);
    }

    /// <summary>Creates the types of a connection.</summary>
    /// <param name="name">Name of the field: <c>names</c> has the types NamesConnection and NamesEdge.</param>
    public ObjectGraphType Create(string name, EntityType entity)
    {
        var prefix = char.ToUpperInvariant(name[0]) + name[1..];
        var edgeType = new ObjectGraphType { Name = $"{prefix}Edge", Description = "An edge in a connection." };
        Add<Edge>(
            edgeType,
            "cursor",
            NonNull(_scalars.String),
            "A cursor for use in pagination.",
            edge => edge.Order.CursorOf(edge.Node),
            (writer, edge) => edge.Order.WriteCursor(writer, edge.Node)
        );
        Add<Edge>(edgeType, "node", NonNull(entity.ObjectType), "The item at the end of the edge.", edge => edge.Node);
        var connection = new ObjectGraphType { Name = $"{prefix}Connection", Description = "A connection to a list of items." };
        Add<Connection>(connection, "pageInfo", NonNull(_pageInfo), "Information to aid in pagination.", page => page.PageInfo);
        Add<Connection>(connection, "edges", List(edgeType), "A list of edges.", page => page.Edges);
        Add<Connection>(connection, "nodes", List(entity.ObjectType), "A flattened list of the nodes.", page => page.Nodes);
        Add<Connection>(
            connection,
            "totalCount",
            NonNull(_scalars.Int),
            "Identifies the total count of items in the connection.",
            page => page.TotalCount
        );
        return connection;
    }

    private static NonNullGraphType NonNull(IGraphType type) => new(type);

    private static ListGraphType List(IGraphType type) => new(new NonNullGraphType(type));

    private static void Add<T>(
        ObjectGraphType type,
        string name,
        IGraphType fieldType,
        string description,
        Func<T, object?> get,
        Action<Utf8JsonWriter, T>? write = null
    ) =>
        type.AddField(
            new FieldType
            {
                Name = name,
                Description = description,
                ResolvedType = fieldType,
                Resolver = new ValueResolver(source => get((T)source), write is null ? null : (writer, source) => write(writer, (T)source)),
            }
        );
}
