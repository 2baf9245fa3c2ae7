using System.Text.Json;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Kernel.Words;

public sealed class SpokenWordsTests
{
    [Fact]
    public void X()
    {
        var keys = SpokenWords.Of(typeof(Phrase).Assembly).Concat(SpokenWords.Of(typeof(Web.Shell.ScriptWords).Assembly)).Where(k => k.Key.Any(char.IsLetter)).ToList();
        File.WriteAllLines("/tmp/rz/keys.jsonl", keys.Select(k => JsonSerializer.Serialize(k)));
    }
}
