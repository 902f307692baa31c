# What every report carries: the chart libraries (npm packages, exact versions in package-lock.json), the
# page's template, style and script. All of it is linked into orthant_report, so a report needs no other file.
set(web ${PROJECT_SOURCE_DIR}/src/orthant/report/web)
orthant_embed(orthant_report orthant_page_html ${web}/page.html)
orthant_embed(orthant_report orthant_page_css ${web}/page.css)
orthant_embed(orthant_report orthant_page_js ${web}/page.js)
orthant_embed(orthant_report orthant_solution_html ${web}/solution.html)
orthant_embed(orthant_report orthant_landscape_html ${web}/landscape.html)
orthant_embed(orthant_report orthant_landscape_vg_json ${web}/landscape.vg.json)
orthant_embed(orthant_report orthant_paper_html ${web}/paper.html)
orthant_embed(orthant_report orthant_ranks_html ${web}/ranks.html)
orthant_embed(orthant_report orthant_clusters_html ${web}/clusters.html)
orthant_embed(orthant_report orthant_atlas_html ${web}/atlas.html)

# The chart libraries (page/charts.cpp; without them page/no_charts.cpp).
if(NOT ORTHANT_REPORT)
  return()
endif()
set(vega_bundle ${web}/node_modules/vega/build/vega.min.js)
set(vega_lite_bundle ${web}/node_modules/vega-lite/build/vega-lite.min.js)
set(vega_embed_bundle ${web}/node_modules/vega-embed/build/vega-embed.min.js)

# The script compares the lock file with what is installed and returns at once if they agree. Without it,
# npm is run when a bundle is missing or the lock file is newer than the folder that npm made from it.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web}/package-lock.json)
set(command ${PROJECT_SOURCE_DIR}/scripts/install-npm.sh)
if(NOT EXISTS ${command})
  set(command)
  foreach(file IN ITEMS ${vega_bundle} ${vega_lite_bundle} ${vega_embed_bundle})
    if(NOT EXISTS ${file} OR ${web}/package-lock.json IS_NEWER_THAN ${web}/node_modules/.package-lock.json)
      set(command npm ci --ignore-scripts --no-audit --no-fund)
    endif()
  endforeach()
endif()
if(command)
  execute_process(COMMAND ${command} WORKING_DIRECTORY ${web} RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "cannot install the npm packages of the report (Debian package npm); "
                        "-DORTHANT_REPORT=OFF builds without the report.\n${result}\n${output}")
  endif()
endif()

orthant_embed(orthant_report orthant_vega_js ${vega_bundle})
orthant_embed(orthant_report orthant_vega_lite_js ${vega_lite_bundle})
orthant_embed(orthant_report orthant_vega_embed_js ${vega_embed_bundle})
orthant_embed(orthant_report orthant_licences_txt ${web}/licences.txt)
