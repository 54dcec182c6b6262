namespace BabyNames.Server.Tests.Support;

/// <summary>The npm packages of clients and services that tests run.</summary>
internal static class NodePackages
{
    /// <summary>Checks that the packages of a folder are installed.</summary>
    /// <param name="folder">The folder of the file package.json.</param>
    /// <exception cref="InvalidOperationException">The packages are not installed.</exception>
    public static void Require(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new InvalidOperationException(
                $"The npm packages of {Path.GetRelativePath(Repository.Folder, folder)} are not installed. Run "
                    + $"scripts/install-test-tools.sh."
            );
    }
}
