using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Benchmarks.HotPaths;

/// <summary>Sentences to bytes and bytes to rows: what every command and every row read from a router goes through.</summary>
[MemoryDiagnoser]
public class SentenceBenchmarks
{
    private const int Rows = 1000;

    private readonly RouterOsCommand _command = RouterOsCommand.Of("/ppp/secret/add")
        .With("name", "jane.doe").With("password", "k7mwq2xv9p").With("service", "pppoe").With("profile", "home-10").With("disabled", false)
        .With("comment", "isp:de0de0de:secret:019b0c4be3f07d3f8f2b0a3f4e5d6c7b | C-000123 Jane Doe");

    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);
    private byte[] _bytes = [];
    private IReadOnlyList<ReadOnlyMemory<byte>> _sentence = [];

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Rows; i++)
        {
            SentenceWriter.Write(output,
            [
                "!re", ".tag=17", $"=.id=*{i:X}", $"=name=customer{i:D5}", "=service=pppoe", "=profile=home-10", "=disabled=false",
                $"=comment=isp:de0de0de:secret:019b0c4be3f07d3f8f2b0a3f{i:x8} | C-{i:D6} Jane Doe",
            ]);
        }
        _bytes = output.WrittenSpan.ToArray();
        _sentence = (await new SentenceReader(PipeReader.Create(new ReadOnlySequence<byte>(_bytes))).ReadAsync(default))!;
    }

    [Benchmark]
    public int WriteCommand()
    {
        _output.ResetWrittenCount();
        SentenceWriter.Write(_output, _command.Words);
        return _output.WrittenCount;
    }

    [Benchmark]
    public RouterOsRow ParseRow() => ReplySentence.Parse(_sentence).ToRow();

    [Benchmark(OperationsPerInvoke = Rows)]
    public async Task<int> ReadRows()
    {
        var reader = new SentenceReader(PipeReader.Create(new ReadOnlySequence<byte>(_bytes)));
        var length = 0;
        while (await reader.ReadAsync(default) is { } words) length += ReplySentence.Parse(words).ToRow().Text("name").Length;
        return length;
    }
}
